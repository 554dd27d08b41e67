// Adds a copy button to every ready-made snippet. Without scripts the text can be selected.
const words = document.documentElement.lang === "ko" ? ["복사하기", "복사했습니다"] : ["Copy", "Copied"];
for (const box of document.querySelectorAll(".copy")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words[0];
  const named = box.querySelector("pre").getAttribute("aria-label");
  button.setAttribute("aria-label", `${words[0]}: ${named}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector("code").textContent);
    button.textContent = words[1];
    setTimeout(() => { button.textContent = words[0]; }, 3000);
  });
  box.append(button);
}
