package main

import (
	"os"

	"cloud.google.com/go/profiler"
	"github.com/getsentry/sentry-go"
)

func main() {
	if os.Getenv("ENABLE_PROFILER") == "1" {
		go startProfiler()
		startBoth()
	}
	startBoth()
	if os.Getenv("ENABLE_SENTRY") == "1" {
		StartExported()
	}
}

// Called under a switch only.
func startProfiler() {
	profiler.Start(profiler.Config{Service: "shop"})
}

// Called in both ways.
func startBoth() {
	profiler.Start(profiler.Config{Service: "both"})
}

// Other packages may call it.
func StartExported() {
	sentry.Init(sentry.ClientOptions{Dsn: "https://key@o1.ingest.sentry.io/1"})
}
