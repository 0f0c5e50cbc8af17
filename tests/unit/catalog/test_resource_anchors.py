"""What about a hundred and fifty well-known resource types are, in the words of every language that declares them."""

from __future__ import annotations

import pytest

from sovassess.formats.infrastructure_names import program_type, token_type
from tests.loaded import catalog

ANCHORS = """
aws_eks_cluster amazon-eks cloud kubernetes
aws_eks_node_group amazon-eks cloud kubernetes
aws_db_instance amazon-rds data-store postgresql
aws_rds_cluster amazon-aurora data-store postgresql
aws_elasticache_replication_group amazon-elasticache data-store redis
aws_elasticache_cluster amazon-elasticache data-store redis
aws_opensearch_domain amazon-opensearch-service data-store opensearch
aws_elasticsearch_domain amazon-opensearch-service data-store opensearch
aws_s3_bucket amazon-s3 data-store s3
aws_dynamodb_table amazon-dynamodb data-store -
aws_docdb_cluster amazon-documentdb data-store mongodb
aws_neptune_cluster amazon-neptune data-store -
aws_redshift_cluster amazon-redshift data-store postgresql
aws_efs_file_system amazon-efs data-store nfs
aws_backup_vault aws-backup data-store -
aws_wafv2_web_acl aws-waf cdn -
aws_shield_protection aws-waf cdn -
aws_cloudfront_distribution amazon-cloudfront cdn -
aws_cloudwatch_log_group amazon-cloudwatch telemetry -
aws_cloudwatch_metric_alarm amazon-cloudwatch telemetry -
aws_cloudwatch_event_rule amazon-eventbridge queue -
aws_cloudtrail aws-cloudtrail telemetry -
aws_xray_group aws-x-ray telemetry -
aws_prometheus_workspace amazon-managed-prometheus telemetry prometheus
aws_grafana_workspace amazon-managed-grafana telemetry -
aws_kms_key aws-kms secrets -
aws_secretsmanager_secret aws-secrets-manager secrets -
aws_ssm_parameter aws-parameter-store secrets -
aws_ssm_document aws-systems-manager control-plane -
aws_acm_certificate aws-certificate-manager secrets -
aws_route53_record amazon-route-53 dns -
aws_sqs_queue amazon-sqs queue -
aws_sns_topic amazon-sns queue -
aws_msk_cluster amazon-msk queue kafka
aws_kinesis_stream amazon-kinesis queue -
aws_bedrockagent_knowledge_base amazon-bedrock model-api -
aws_bedrock_guardrail amazon-bedrock-guardrails safety -
aws_sagemaker_endpoint amazon-sagemaker model-api -
aws_cognito_user_pool amazon-cognito identity oidc
aws_iam_role aws-iam identity -
aws_iam_role_policy_attachment aws-iam identity -
aws_ssoadmin_permission_set aws-iam-identity-center identity -
aws_organizations_account aws-organizations control-plane -
aws_cloudformation_stack aws-cloudformation control-plane -
aws_ses_domain_identity amazon-ses email-sms smtp
aws_ecr_repository amazon-ecr registry oci
aws_codebuild_project aws-codebuild ci -
aws_codecommit_repository aws-codecommit code-host git
aws_instance amazon-ec2 cloud -
aws_autoscaling_group amazon-ec2 cloud -
aws_vpc amazon-vpc cloud -
aws_subnet amazon-vpc cloud -
aws_lb amazon-elastic-load-balancing cloud -
aws_lambda_function aws-lambda cloud -
aws_ecs_service amazon-ecs cloud -
aws_api_gateway_rest_api amazon-api-gateway cloud -
aws_sfn_state_machine aws-step-functions cloud -
awscc_eks_cluster amazon-eks cloud kubernetes
AWS::RDS::DBInstance amazon-rds data-store postgresql
AWS::S3::Bucket amazon-s3 data-store s3
AWS::ElastiCache::ReplicationGroup amazon-elasticache data-store redis
AWS::WAFv2::WebACL aws-waf cdn -
AWS::AppStream::Fleet amazon-workspaces cloud -
azurerm_kubernetes_cluster azure-kubernetes-service cloud kubernetes
azurerm_postgresql_flexible_server azure-database-postgresql data-store postgresql
azurerm_mysql_flexible_server azure-database-mysql data-store mysql
azurerm_mssql_database azure-sql-database data-store -
azurerm_redis_cache azure-cache-for-redis data-store redis
azurerm_managed_redis azure-cache-for-redis data-store redis
azurerm_cosmosdb_account azure-cosmos-db data-store -
azurerm_storage_account azure-blob-storage data-store -
azurerm_storage_share azure-files data-store -
azurerm_container_registry azure-container-registry registry oci
azurerm_key_vault azure-key-vault secrets -
azurerm_user_assigned_identity azure-rbac identity -
azurerm_role_assignment azure-rbac identity -
azuread_application microsoft-entra-id identity -
azurerm_cognitive_deployment azure-openai model-api -
azurerm_search_service azure-ai-search vector-db -
azurerm_log_analytics_workspace azure-monitor telemetry -
azurerm_application_insights azure-monitor telemetry -
azurerm_datadog_monitor azure-isv-observability telemetry -
azurerm_dns_zone azure-dns dns -
azurerm_private_dns_zone azure-dns dns -
azurerm_cdn_frontdoor_profile azure-front-door cdn -
azurerm_web_application_firewall_policy azure-web-application-firewall cdn -
azurerm_application_gateway azure-load-balancing cloud -
azurerm_servicebus_queue azure-service-bus queue amqp
azurerm_eventhub azure-event-hubs queue -
azurerm_communication_service azure-communication-services email-sms -
azurerm_api_management azure-api-management gateway -
azurerm_resource_group azure-resource-manager control-plane -
azurerm_linux_virtual_machine azure-virtual-machines cloud -
azurerm_virtual_network azure-virtual-network cloud -
azurerm_linux_web_app azure-app-service cloud -
azurerm_container_app azure-container-apps cloud -
azurerm_recovery_services_vault azure-backup data-store -
azurerm_healthcare_fhir_service azure-health-data-services data-store fhir
Microsoft.DBforPostgreSQL/flexibleServers azure-database-postgresql data-store postgresql
microsoft.dbforpostgresql/flexibleservers azure-database-postgresql data-store postgresql
Microsoft.CognitiveServices/accounts#OpenAI azure-openai model-api -
Microsoft.Cache/redis azure-cache-for-redis data-store redis
google_container_cluster google-kubernetes-engine cloud kubernetes
google_sql_database_instance google-cloud-sql data-store -
google_alloydb_cluster google-alloydb data-store postgresql
google_redis_instance google-memorystore data-store redis
google_storage_bucket google-cloud-storage data-store -
google_bigquery_dataset google-bigquery data-store -
google_firestore_database google-firestore data-store -
google_pubsub_topic google-pubsub queue -
google_kms_crypto_key google-cloud-kms secrets -
google_secret_manager_secret google-secret-manager secrets -
google_project_iam_member google-iam identity -
google_service_account google-iam identity -
google_project_service google-resource-manager control-plane -
google_dns_managed_zone google-cloud-dns dns -
google_compute_instance google-compute-engine cloud -
google_compute_network google-vpc cloud -
google_compute_security_policy google-cloud-cdn cdn -
google_compute_global_forwarding_rule google-cloud-load-balancing cloud -
google_cloud_run_v2_service google-cloud-run cloud -
google_artifact_registry_repository google-artifact-registry registry -
google_logging_project_sink google-cloud-logging telemetry -
google_logging_organization_sink google-cloud-logging telemetry -
google_monitoring_alert_policy google-cloud-monitoring telemetry -
google_vertex_ai_endpoint google-vertex-ai model-api -
google_identity_platform_config google-identity-platform identity -
google_cloudbuild_trigger google-cloud-build ci -
scaleway_k8s_cluster scaleway-kapsule cloud kubernetes
scaleway_rdb_instance scaleway-databases data-store postgresql
scaleway_object_bucket scaleway-object-storage data-store s3
scaleway_edge_services_pipeline scaleway-edge-services cdn -
scaleway_instance_server scaleway cloud -
ovh_cloud_project_kube ovh-managed-kubernetes cloud kubernetes
ovh_cloud_project_database ovh-databases data-store postgresql
ovh_okms_secret ovh-key-management secrets kmip
ovh_iam_policy ovh-iam identity -
hcloud_server hetzner-cloud cloud -
hcloud_volume hetzner-cloud-volumes data-store posix
hcloud_zone hetzner-dns dns -
openstack_compute_instance_v2 openstack-cloud cloud openstack
openstack_blockstorage_volume_v3 openstack-storage data-store openstack
openstack_identity_project_v3 openstack-keystone identity keystone
opentelekomcloud_rds_instance_v3 otc-rds data-store -
opentelekomcloud_waf_domain_v1 otc-security cdn -
digitalocean_droplet digitalocean cloud -
digitalocean_database_cluster digitalocean-databases data-store -
linode_lke_cluster linode-kubernetes-engine cloud kubernetes
ionoscloud_s3_bucket ionos-s3 data-store s3
upcloud_managed_database_postgresql upcloud-databases data-store postgresql
"""

PROGRAMS = """
javascript @pulumi/aws.rds.Instance amazon-rds
javascript @pulumi/awsx.ec2.Vpc amazon-vpc
javascript @pulumi/eks.Cluster amazon-eks
javascript @pulumi/azure-native/containerservice.ManagedCluster azure-kubernetes-service
javascript @pulumi/gcp.container.Cluster google-kubernetes-engine
javascript @pulumiverse/scaleway.databases.Instance scaleway-databases
javascript aws-cdk-lib/aws-rds.DatabaseInstance amazon-rds
javascript aws-cdk-lib/aws-elasticloadbalancingv2.ApplicationLoadBalancer amazon-elastic-load-balancing
javascript aws-cdk-lib/aws-opensearchservice.Domain amazon-opensearch-service
javascript aws-cdk-lib/aws-ecs-patterns.ApplicationLoadBalancedFargateService amazon-ecs
javascript @cdktf/provider-aws/lib/elasticache-cluster.ElasticacheCluster amazon-elasticache
python pulumi_azure_native.dbforpostgresql.Server azure-database-postgresql
python aws_cdk.aws_sqs.Queue amazon-sqs
python aws_cdk.aws_stepfunctions.StateMachine aws-step-functions
go github.com/pulumi/pulumi-aws/sdk/v7/go/aws/elasticache.NewCluster amazon-elasticache
go github.com/aws/aws-cdk-go/awscdk/v2/awscognito.NewUserPool amazon-cognito
csharp Pulumi.AzureNative.KeyVault.Vault azure-key-vault
csharp Amazon.CDK.AWS.DynamoDB.Table amazon-dynamodb
java com.pulumi.gcp.sql.DatabaseInstance google-cloud-sql
java software.amazon.awscdk.services.s3.Bucket amazon-s3
"""


@pytest.mark.parametrize("line", [line for line in ANCHORS.splitlines() if line])
def test_a_well_known_type_is_what_everybody_knows_it_to_be(line: str) -> None:
    kind, service, role, protocol = line.split()
    found = catalog().terraform(kind)
    assert found == service
    entry = catalog().services[service].service
    assert entry.role.value == role
    assert protocol == "-" or entry.protocol == protocol


@pytest.mark.parametrize("line", [line for line in PROGRAMS.splitlines() if line])
def test_a_constructor_makes_a_resource_of_the_service_that_it_is_named_for(line: str) -> None:
    language, callee, service = line.split()
    assert catalog().terraform(program_type(language, callee)) == service


@pytest.mark.parametrize(
    "callee",
    [
        "@pulumi/pulumi.Config", "@pulumi/kubernetes/apps/v1.Deployment", "@pulumi/random.RandomPassword",
        "aws-cdk-lib.Duration", "aws-cdk-lib/aws-iam.PolicyStatement", "aws-cdk-lib/aws-ec2.InstanceType.of",
        "aws-cdk-lib/aws-ecs.ContainerImage.fromRegistry", "my-aws-cdk-lib/aws-s3.Bucket", "@acme/aws.rds.Instance",
        "aws-cdk-lib/aws-s3.IBucketProps", "@cdktf/provider-aws/lib/data-aws-ami.DataAwsAmi",
    ],
)  # fmt: skip
def test_what_only_configures_or_belongs_to_others_is_no_resource(callee: str) -> None:
    assert program_type("javascript", callee) == ""


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("aws:rds/instance:Instance", "aws_rds_instance"),
        ("gcp:compute/instance:Instance", "google_compute_instance"),
        ("azure-native:dbforpostgresql:FlexibleServer", "Microsoft.Dbforpostgresql/flexibleServers"),
        ("hcloud:index/server:Server", "hcloud_server"),
        ("random:index/randomPassword:RandomPassword", ""),
        ("kubernetes:apps/v1:Deployment", ""),
        ("not a token", ""),
    ],
)
def test_a_pulumi_token_has_the_type_of_the_same_resource_elsewhere(token: str, kind: str) -> None:
    assert token_type(token) == kind
