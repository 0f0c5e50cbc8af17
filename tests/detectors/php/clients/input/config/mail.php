<?php

return [
    'default' => env('MAIL_MAILER', 'smtp'),
    'mailers' => [
        'smtp' => ['transport' => 'smtp', 'url' => env('MAIL_URL', 'smtp://mail.internal:25')],
        'mailgun' => ['transport' => 'mailgun', 'endpoint' => env('MAILGUN_ENDPOINT', 'https://api.mailgun.net')],
    ],
    'assistant' => ['model' => env('ASSISTANT_MODEL', 'gpt-4o')],
];
