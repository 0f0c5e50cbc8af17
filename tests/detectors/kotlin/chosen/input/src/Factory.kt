package net.shop.stores

import com.vendor.Client

fun store(): Store {
    // RemoteStore() in a comment
    return when (System.getenv("STORE")) {
        "remote" -> RemoteStore(Client("https://api.vendor.example"))
        else -> LocalStore("RemoteStore")
    }
}
