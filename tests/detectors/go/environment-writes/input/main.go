package main

import "os"

// os.Setenv("IN_A_COMMENT", "1")
const text = `os.Setenv("IN_A_TEXT", "1")`

func main() {
	os.Setenv("DO_NOT_TRACK", "1")
	if len(os.Args) > 1 {
		os.Setenv("UNDER_A_CONDITION", "1")
	}
}

func quiet() { os.Setenv("IN_A_FUNCTION", "1") }
