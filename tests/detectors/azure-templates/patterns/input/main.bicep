param kind string = 'AIServices'
param url string = ''

module monitoring 'br/public:avm/ptn/azd/monitoring:0.2.1' = {
  name: 'monitoring'
  params: {
    location: 'westeurope'
  }
}

module foundry 'br/public:avm/ptn/ai-ml/ai-foundry:0.4.0' = if (empty(url)) {
  name: 'foundry'
  params: {
    aiModelDeployments: [
      {
        name: 'chat'
        model: {
          format: 'OpenAI'
          name: 'gpt-4o'
        }
      }
    ]
  }
}

// A pattern that is not known makes nothing that could be named.
module unknown 'br/public:avm/ptn/acme/anything:1.0.0' = {
  name: 'unknown'
}

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'account'
  kind: kind
}
