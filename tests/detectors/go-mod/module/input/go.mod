module example.org/team/shop

go 1.22

require cloud.example.org/go v1.2.3

require (
	github.com/vendor/sdk v0.1.0
	// github.com/vendor/old v0.1.0
	golang.example.org/x/net v0.2.0 // indirect
)

replace github.com/vendor/sdk => ../sdk
