import * as cdk from "aws-cdk-lib";
import { aws_s3 as s3 } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as patterns from "aws-cdk-lib/aws-ecs-patterns";
import * as iam from "aws-cdk-lib/aws-iam";
import * as targets from "aws-cdk-lib/aws-elasticloadbalancingv2-targets";
import { HttpApi } from "@aws-cdk/aws-apigatewayv2-alpha";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";

export class WebStack extends cdk.Stack {
  constructor(scope: cdk.App, id: string) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, "Net", { maxAzs: 2 });
    const cluster = new ecs.Cluster(this, "Cluster", { vpc });
    new patterns.ApplicationLoadBalancedFargateService(this, "Service", {
      cluster,
      taskImageOptions: {
        image: ecs.ContainerImage.fromRegistry("quay.io/acme/web:2"),
        environment: { MODEL_URL: "https://models.partner.example/v1" },
      },
    });
    new s3.Bucket(this, "Files");
    new HttpApi(this, "Api");
    new S3Bucket(this, "archive", { bucket: "archive" });

    // Looked up, described or configured: nothing is made by these.
    const other = ec2.Vpc.fromLookup(this, "Other", { vpcId: "vpc-1" });
    const size = new ec2.InstanceType("t3.micro");
    const may = new iam.PolicyStatement({ actions: ["sts:AssumeRole"], resources: ["*"] });
    const who = new iam.ServicePrincipal("lambda.amazonaws.com");
    const to = new targets.LambdaTarget(other);
  }
}

const app = new cdk.App();
new cdk.Stack(app, "Root", { env: { region: "eu-central-1" } });
