<?php

namespace App\Services;

use Anthropic;
use Aws\S3\S3Client;
use GuzzleHttp\Client as Http;
use Illuminate\Support\Facades\Http as Web;
use Predis\Client;
use Stripe\StripeClient;

class Assistant
{
    private const GATEWAY = 'http://llm-gateway:4000/v1';
    private string $weatherUrl = 'https://api.openweathermap.org/data/2.5';

    public function __construct(private StripeClient $stripe, private Http $http)
    {
        $this->openai = \OpenAI::factory()
            ->withApiKey(getenv('OPENAI_API_KEY'))
            ->withBaseUri(getenv('LLM_BASE_URL') ?: self::GATEWAY)
            ->make();
        $this->plain = \OpenAI::client($_ENV['OPENAI_API_KEY'] ?? '');
        $this->cache = new Client(['host' => env('REDIS_HOST', 'cache'), 'port' => 6379]);
        $this->store = new S3Client(['region' => 'eu-west-1', 'endpoint' => 'http://minio:9000']);
    }

    public function answer(string $question): string
    {
        $result = $this->plain->chat()->create(['model' => 'gpt-4o-mini', 'messages' => [$question]]);
        $weather = (new Http(['base_uri' => 'https://api.weather.net']))->get('/today');
        Web::withToken('x')->post('https://hooks.partner.net/in', ['a' => 1]);
        $page = file_get_contents("https://rates.bank.net/{$question}");
        if (getenv('CRASH') === 'on') {
            \Sentry\init(['dsn' => 'https://k@o3.ingest.sentry.io/4']);
        }
        return $this->stripe->charges->create(['amount' => 1]);
    }
}
