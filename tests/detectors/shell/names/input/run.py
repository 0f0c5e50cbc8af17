curl https://api.vendor.example
