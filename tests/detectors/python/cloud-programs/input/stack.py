from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_opensearchservice as search
from cdktf_cdktf_provider_google.storage_bucket import StorageBucket


class Orders(Stack):
    def __init__(self, scope, construct_id, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
        table = dynamodb.Table(self, "Orders")
        lambda_.Function(
            self,
            "Worker",
            environment={"TABLE": table.table_name, "PARTNER_URL": "https://partner.example/orders"},
            timeout=Duration.seconds(30),
        )
        search.Domain(self, "Search")
        StorageBucket(self, "archive", location="EU")
        # what follows makes nothing
        lambda_.Function.from_function_name(self, "Other", "other")
        iam.PolicyStatement(actions=["sts:AssumeRole"], resources=["*"])
        iam.ServicePrincipal("lambda.amazonaws.com")
        sources.SqsEventSource(table)


Orders(App(), "orders", env=Environment(region="eu-central-1"))
