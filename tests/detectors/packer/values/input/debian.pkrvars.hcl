// iso_urls = ["https://old.supplier.example/debian.iso"]
iso_checksum_file = "https://discs.supplier.example/SHA256SUMS"
iso_urls = [
  "../images/debian.iso",
  "https://discs.supplier.example/debian.iso"
]
boot_command = ["url=http://{{ .HTTPIP }}/preseed.cfg"]
