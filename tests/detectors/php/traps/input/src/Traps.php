<?php
// $client = \OpenAI::client('k');
# https://api.openai.com
namespace App\OpenAI;

use App\OpenAI\Client;

/** Talks to https://api.openai.com/v1. */
class Traps
{
    const DOCS_URL = 'https://docs.example.net/start';

    public function run(string $given): void
    {
        echo 'calling https://api.openai.com/v1';
        error_log('visit https://api.mistral.ai');
        if ($given === 'https://api.cohere.ai') {
            throw new \InvalidArgumentException('https://api.cohere.ai is gone');
        }
        $client = new Client('x');
        $text = '\OpenAI::client("https://api.groq.com")';
        $local = file_get_contents(__DIR__ . '/data.json');
    }
}
?>
<a href="https://api.anthropic.com">prose</a>
