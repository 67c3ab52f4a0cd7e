-- Tables and strings come and go; in between 1,000 connections leak.
local leak = assert(package.loadlib(arg[1], "leak"))
local kept, seed = {}, 777
for i = 0, 19999 do
  seed = (seed * 1103515245 + 12345) & 0xFFFFFFFF
  local list = {}
  for n = 1, seed % 9 do list[n] = "item " .. n end
  kept["key " .. (seed >> 16) % 3000] = {name = "value " .. i, list = list}
  if seed & 0x40000 ~= 0 then kept["key " .. (seed >> 8) % 3000] = nil end
  local text = string.rep("x", seed % 500)
  if i % 20 == 0 then leak() end
end
