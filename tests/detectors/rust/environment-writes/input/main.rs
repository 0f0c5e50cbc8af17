use std::env;

// env::set_var("IN_A_COMMENT", "1");
const TEXT: &str = r#"env::set_var("IN_A_TEXT", "1")"#;

fn main() {
    unsafe { env::set_var("DO_NOT_TRACK", "1") };
    if env::args().count() > 1 {
        unsafe { env::set_var("UNDER_A_CONDITION", "1") };
    }
}

fn quiet() {
    unsafe { env::set_var("IN_A_FUNCTION", "1") };
}
