-- integer
MIN(x0)
-- number
MIN(x0)
-- decimal
MIN(x0)
-- text
convert_from(decode(MIN(encode(convert_to(f0, 'UTF8'), 'hex') COLLATE "C"), 'hex'), 'UTF8')
-- date
MIN(v0)::text
-- datetime
MIN(v0)::text
-- time
MIN(v0)::text
