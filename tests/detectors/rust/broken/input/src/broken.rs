use redis::Client;
fn before() { let c = Client::open("redis://before:6379"); }
fn broken( { let x = ;
}
fn after() { let r = reqwest::blocking::get("https://api.after.net/x"); }
