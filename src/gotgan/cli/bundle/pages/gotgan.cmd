@echo off
rem gotgan @VERSION@: installs itself from the wheels beside it, once, without any package index; then runs.
rem   gotgan.cmd scan FOLDER -o scan.json
rem Needs Python @PYTHON@ and nothing else; no administrator, no network.
setlocal
set "here=%~dp0"
if "%GOTGAN_VENV%"=="" (set "venv=%here%.venv") else (set "venv=%GOTGAN_VENV%")
if not "@WINDOWS@"=="yes" (
    echo gotgan: bundle: it holds wheels for @PLATFORMS@ only; make one for Windows with gotgan bundle 1>&2
    exit /b 2
)
fc /b "%here%SHA256SUMS" "%venv%\installed" >nul 2>nul
if not errorlevel 1 goto run
set "python=py -@PYTHON@"
if not "%GOTGAN_PYTHON%"=="" set "python="%GOTGAN_PYTHON%""
%python% -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] != '@PYTHON@')" 2>nul
if errorlevel 1 (
    echo gotgan: Python: @PYTHON@ is needed, which these wheels are made for; install it, or name it in GOTGAN_PYTHON 1>&2
    exit /b 2
)
%python% -c "import hashlib, pathlib, sys; root = pathlib.Path(sys.argv[1]); bad = [n for s, n in (l.split('  ') for l in (root / 'SHA256SUMS').read_text(encoding='utf-8').splitlines()) if hashlib.sha256((root / n).read_bytes()).hexdigest() != s]; sys.exit(', '.join(bad) or 0)" "%here%."
if errorlevel 1 (
    echo gotgan: bundle: a file was damaged or changed, see above; carry it in again 1>&2
    exit /b 2
)
echo gotgan: installing from %here% (once; a minute or so) 1>&2
%python% -m venv --clear "%venv%" 1>&2
if errorlevel 1 exit /b 2
set "PIP_CONFIG_FILE=nul"
"%venv%\Scripts\python.exe" -m pip --isolated install --quiet --disable-pip-version-check --no-input --no-compile --no-index --find-links "%here%wheels" --no-deps --require-hashes --requirement "%here%requirements.txt" 1>&2
if errorlevel 1 (
    echo gotgan: wheels: could not be installed; see the lines above 1>&2
    exit /b 2
)
copy /y "%here%SHA256SUMS" "%venv%\installed" >nul
:run
set "PYTHONUTF8=1"
"%venv%\Scripts\python.exe" -m gotgan %*
exit /b %errorlevel%
