param model string = 'gpt-4o'
param endpoint string
var address = 'https://${account.name}.openai.azure.com'

resource settings 'Microsoft.Web/sites/config@2023-12-01' = {
  parent: site
  name: 'appsettings'
  properties: {
    MODELS_URL: address
    MODELS_ENDPOINT: endpoint
    MODEL_NAME: model
    Chat__Provider: 'AzureOpenAI'
  }
}

// Another configuration of the site than its variables.
resource web 'Microsoft.Web/sites/config@2023-12-01' = {
  parent: site
  name: 'web'
  properties: {
    PHP_VERSION: '8.2'
    appSettings: concat([
      {
        name: 'Memory:Store'
        value: 'Search'
      }
    ])
  }
}

module api 'br/public:avm/res/web/site:0.16.1' = {
  name: 'api'
  params: {
    name: 'api'
    kind: 'functionapp,linux'
    configs: [
      {
        name: 'appsettings'
        properties: {
          QUEUE_NAME: 'jobs'
        }
      }
      {
        name: 'web'
        properties: {
          NOT_A_VARIABLE: 'x'
        }
      }
    ]
  }
}
