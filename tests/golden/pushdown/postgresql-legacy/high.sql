-- integer
MAX(x0)
-- number
MAX(x0)
-- decimal
MAX(x0)
-- text
convert_from(decode(MAX(encode(convert_to(f0, 'UTF8'), 'hex') COLLATE "C"), 'hex'), 'UTF8')
-- date
MAX(v0)::text
-- datetime
MAX(v0)::text
-- time
MAX(v0)::text
