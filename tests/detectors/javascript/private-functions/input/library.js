import OpenAI from 'openai';

export function remote() {
  return new OpenAI({ baseURL: 'https://exported.example/v1' });
}

if (process.env.USE_REMOTE === '1') {
  remote();
}
