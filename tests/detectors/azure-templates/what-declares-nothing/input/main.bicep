// resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
//   name: 'openai-of-yesterday'
// }
/* resource cache 'Microsoft.Cache/redis@2024-03-01' = {
  name: 'gone'
} */
@description('resource db \'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01\' is made elsewhere')
param note string = 'Microsoft.KeyVault/vaults'
var text = '''
resource search 'Microsoft.Search/searchServices@2024-03-01-preview' = {
  name: 'only-text'
}
'''
type accountShape = {
  kind: 'OpenAI'
  resource: string
}
output shown string = '${note} ${text}'
