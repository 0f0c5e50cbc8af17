const OpenAI = require('openai');

function remote() {
  return new OpenAI({ baseURL: 'https://optional.example/v1' });
}

function always() {
  return new OpenAI({ baseURL: 'https://always.example/v1' });
}

if (process.env.USE_REMOTE === '1') {
  remote();
}
always();
