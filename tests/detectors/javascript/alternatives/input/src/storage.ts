import { S3Client } from "@aws-sdk/client-s3";
import { Storage } from "@google-cloud/storage";
import { BlobServiceClient } from "@azure/storage-blob";
import type { StorageService } from "./types";

export class S3 implements StorageService {
  client = new S3Client({ region: "eu-central-1" });
}

export class Gcs implements StorageService {
  client = new Storage();
}

export class Azure implements StorageService {
  client = new BlobServiceClient("https://account.blob.example");
}

interface Page {}

export class First implements Page {
  body = fetch("https://one.example/list");
}
export class Second implements Page {
  body = fetch("https://two.example/list");
}
export class Third implements Page {
  body = fetch("https://three.example/list");
}
