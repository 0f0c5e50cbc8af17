param store string = 'search'
param deployCache bool = false
param region string
param existing string = ''

// On as shipped.
resource search 'Microsoft.Search/searchServices@2024-06-01-preview' = if (store == 'search') {
  name: 'search'
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = if (empty(existing) && store != 'other') {
  name: 'logs'
}

// Off as shipped, or nobody can tell.
resource other 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' = if (store == 'cosmos') {
  name: 'cosmos'
}

resource cache 'Microsoft.Cache/redis@2024-03-01' = if (deployCache || !empty(existing)) {
  name: 'cache'
}

resource far 'Microsoft.KeyVault/vaults@2023-07-01' = if (region == 'westeurope') {
  name: 'vault'
}

resource made 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = if (contains(store, 'search')) {
  name: 'bus'
}
