package net.shop.stores;

import com.vendor.Client;

class Factory {
    Store store() {
        // new RemoteStore() in a comment
        if ("remote".equals(System.getenv("STORE"))) {
            return new RemoteStore(new Client("https://api.vendor.example"));
        }
        return new LocalStore("RemoteStore");
    }
}
