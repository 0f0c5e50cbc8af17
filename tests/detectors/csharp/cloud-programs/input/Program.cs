using Pulumi;
using Aws = Pulumi.Aws;
using Pulumi.AzureNative.KeyVault;

class Infra : Stack
{
    public Infra()
    {
        // var old = new Aws.RedShift.Cluster("warehouse");
        var balancer = new Aws.LB.LoadBalancer("web", new Aws.LB.LoadBalancerArgs { Internal = true });
        var topic = new Aws.Sns.Topic("events");
        var vault = new Vault("secrets", new VaultArgs { Location = "westeurope" });
        var found = Aws.Ec2.GetVpc.Invoke(new Aws.Ec2.GetVpcInvokeArgs { Default = true });
    }
}
