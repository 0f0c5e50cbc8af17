import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as native from "@pulumi/azure-native";
import { Instance } from "@pulumiverse/scaleway/databases";
import * as k8s from "@pulumi/kubernetes";
import * as random from "@pulumi/random";

// const old = new aws.redshift.Cluster("warehouse", {});
const note = "new aws.dynamodb.Table('notes')";
const config = new pulumi.Config();

const west = new aws.Provider("west", { region: "eu-west-3" });
const store = new aws.rds.Instance("store", {
    engine: "postgres",
    storageEncrypted: true,
    password: "not-shown-anywhere",
}, { provider: west });
const cluster = new eks.Cluster("runtime", { desiredCapacity: 2 });
const registry = new native.containerregistry.Registry("images", { location: "westeurope" });
const db = new Instance("catalogue", { engine: "PostgreSQL-16", region: "fr-par" });
const worker = new aws.lambda.Function("worker", {
    environment: { variables: { SEARCH_URL: "https://search.partner.example", API_TOKEN: "abc123" } },
});

// A cluster's own objects and things made on the machine are no cloud's.
new k8s.apps.v1.Deployment("web", {});
new random.RandomPassword("secret", { length: 20 });
