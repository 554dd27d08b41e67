-- number
MAX(scale(x0))
