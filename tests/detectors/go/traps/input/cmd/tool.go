//go:build ignore

package main

import "net/http"

func main() { http.Get("https://never.vendor.example/built") }
