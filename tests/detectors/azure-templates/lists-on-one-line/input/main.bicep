param region string = 'westeurope'

resource rules 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2023-04-01' = {
  name: 'policy/rules'
  properties: {
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
        action: { type: 'Allow' }
        rules: [
          {
            ruleType: 'ApplicationRule'
            targetFqdns: ['api.openai.com', '*.mistral.ai', 'models.${region}.example-vendor.com']
            sourceAddresses: []
            // targetFqdns: ['commented.example-vendor.com']
          }
        ]
      }
    ]
  }
}
