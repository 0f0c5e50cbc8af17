Redis.new(url: "redis://before:6379")
def broken(
  if x
end end )
HTTParty.get("https://api.after.net/x")
