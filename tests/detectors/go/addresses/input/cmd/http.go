package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"

	_ "github.com/lib/pq"
	"github.com/nats-io/nats.go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

const (
	weatherAPI = "https://weather.vendor.example/v1"
	region     = "eu"
)

var endpoints = map[string]string{
	"search": "https://search.vendor.example",
}

type Billing struct {
	baseURL string
	http    *http.Client
}

func NewBilling() *Billing {
	return &Billing{baseURL: "https://billing.vendor.example", http: http.DefaultClient}
}

func (b *Billing) Charge(ctx context.Context, id string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.baseURL+"/charges/"+id, bytes.NewReader(nil))
	if err != nil {
		return err
	}
	_, err = b.http.Do(req)
	return err
}

func main() {
	http.Get("https://direct.vendor.example/ping")
	http.Post(fmt.Sprintf("https://%s.regional.example/x", region), "application/json", nil)
	http.NewRequest("GET", weatherAPI+"/forecast", nil)
	client := &http.Client{}
	client.Get("http://metrics:9090/api")
	db, _ := sql.Open("postgres", "postgres://app:secret@db:5432/app")
	conn, _ := grpc.NewClient(os.Getenv("CATALOG_ADDR"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	nc, _ := nats.Connect("nats://nats:4222")
	_, _, _ = db, conn, nc
	http.ListenAndServe(":8080", nil)
}
