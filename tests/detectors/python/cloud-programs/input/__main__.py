import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure_native
import pulumi_random as random
from pulumi_gcp import container

# aws.redshift.Cluster("warehouse")
USAGE = "aws.dynamodb.Table('notes')"

found = aws.ec2.get_vpc(default=True)
queue = aws.sqs.Queue("jobs", kms_master_key_id="alias/jobs")
vault = azure_native.keyvault.Vault("secrets", location="germanywestcentral")
cluster = container.Cluster("runtime", location="europe-west3")
rules = aws.ec2.SecurityGroupIngressArgs(protocol="tcp")
word = random.RandomPassword("word", length=20)
pulumi.export("url", queue.url)
