import OpenAI from "openai";
const a = new OpenAI({ baseURL: "http://before:8000/v1" });
<<<<<<< HEAD
const broken = ;
=======
if (x ) ) {
>>>>>>> theirs
const b = new OpenAI({ baseURL: "http://after:8000/v1" });
