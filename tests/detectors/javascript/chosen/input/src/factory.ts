import axios from "axios";
import { Always } from "./always";
import { RemoteStore } from "./remote";
import { LocalStore } from "@/stores/local";

export function store() {
  const kind = process.env.STORE;
  // new RemoteStore() in a comment
  switch (kind) {
    case "remote":
      return new RemoteStore(new Always());
    default:
      console.log("RemoteStore", axios.get("https://api.vendor.example/RemoteStore"));
      return new LocalStore(new Always());
  }
}
