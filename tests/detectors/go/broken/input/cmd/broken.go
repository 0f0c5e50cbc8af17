package main

import (
	"github.com/openai/openai-go"
	"github.com/openai/openai-go/option"
)

func before() {
	openai.NewClient(option.WithBaseURL("http://before:8000/v1"))
}

<<<<<<< HEAD
func broken( {
=======
	if x ) ) {
>>>>>>> theirs

func after() {
	openai.NewClient(option.WithBaseURL("http://after:8000/v1"))
}
