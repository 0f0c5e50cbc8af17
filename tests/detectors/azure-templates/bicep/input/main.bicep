// resource old 'Microsoft.Sql/servers@2023-01-01' = { }
param location string = 'westeurope'
param deploySearch bool = false
param registry string = 'acme.azurecr.example'
var modelName = 'gpt-4o'

resource openAi 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'oai'
  location: location
  kind: 'OpenAI'
  sku: { name: 'S0' }
  properties: {
    publicNetworkAccess: 'Disabled' // not 'Enabled'
    encryption: {
      keySource: 'Microsoft.KeyVault'
    }
  }

  resource chat 'deployments@2024-10-01' = {
    name: 'chat'
  }
}

resource deployment 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = {
  parent: openAi
  name: 'chat'
  properties: {
    model: {
      format: 'OpenAI'
      name: modelName
    }
  }
}

resource search 'Microsoft.Search/searchServices@2024-06-01-preview' = if (deploySearch) {
  name: 'search'
  location: 'northeurope'
}

resource vault 'microsoft.keyvault/vaults@2023-07-01' existing = {
  name: 'kv'
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'web'
  location: location
  properties: {
    template: {
      containers: [
        {
          name: 'web'
          image: '${registry}/web:1.0'
          env: [
            { name: 'OPENAI_URL', value: 'https://models.corp.example/v1' }
            {
              name: 'LOG_LEVEL'
              value: 'info'
            }
            {
              name: 'API_KEY'
              secretRef: 'api-key'
            }
          ]
        }
      ]
    }
  }
}

module local './storage.bicep' = {
  name: 'storage'
}

module db 'br/public:avm/res/db-for-postgre-sql/flexible-server:0.8.0' = {
  name: 'db'
  params: {
    location: location
    name: 'pg'
  }
}

module net 'br:acmemodules.azurecr.example/bicep/network:v2' = {
  name: 'net'
}
