package main

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/acme/app/internal/openai"
	"github.com/acme/openai-utils"
	"github.com/sirupsen/logrus"
)

// openai.NewClient(option.WithBaseURL("https://api.vendor.example/v1"))
/* http.Get("https://block.vendor.example") */

const docsURL = "https://docs.vendor.example/help"

const prompt = `Call http.Get("https://prompt.vendor.example") and tell`

func main() {
	client := openai.NewClient("https://internal.vendor.example")
	openaiutils.Do()
	log.Printf("see https://logged.vendor.example")
	logrus.Infof("see https://logrus.vendor.example")
	fmt.Println("https://printed.vendor.example")
	if strings.HasPrefix(client.URL, "https://compared.vendor.example") || client.URL == "https://equal.vendor.example" {
		panic(errors.New("https://thrown.vendor.example"))
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://redirect.vendor.example", http.StatusFound)
		w.Header().Set("Access-Control-Allow-Origin", "https://cors.vendor.example")
	})
}
