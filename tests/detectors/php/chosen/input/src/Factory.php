<?php

namespace Shop\Stores;

use Vendor\Client;

class Factory
{
    public function store()
    {
        // new RemoteStore() in a comment
        if (getenv('STORE') === 'remote') {
            return new RemoteStore(new Client('https://api.vendor.example'));
        }
        return new LocalStore('RemoteStore');
    }
}
