package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/elasticache"
	containerservice "github.com/pulumi/pulumi-azure-native-sdk/containerservice/v3"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func run(ctx *pulumi.Context) error {
	// elasticache.NewReplicationGroup(ctx, "old", nil)
	cache, err := elasticache.NewCluster(ctx, "cache", &elasticache.ClusterArgs{Engine: pulumi.String("redis")})
	if err != nil {
		return err
	}
	_, err = containerservice.NewManagedCluster(ctx, "aks", &containerservice.ManagedClusterArgs{})
	_, err = random.NewRandomPassword(ctx, "word", &random.RandomPasswordArgs{})
	found, err := elasticache.LookupCluster(ctx, &elasticache.LookupClusterArgs{ClusterId: "other"})
	ctx.Export("found", pulumi.String(found.Arn))
	ctx.Export("address", cache.ID())
	return err
}

func stack(app awscdk.App) {
	root := awscdk.NewStack(app, jsii.String("orders"), nil)
	awssqs.NewQueue(root, jsii.String("jobs"), &awssqs.QueueProps{})
	awsiam.NewServicePrincipal(nil, nil)
}
