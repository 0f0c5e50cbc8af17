package example;

import com.pulumi.Pulumi;
import com.pulumi.aws.eks.Cluster;
import com.pulumi.aws.eks.ClusterArgs;
import com.pulumi.resources.CustomResourceOptions;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.sns.Topic;

public class App {
    // new Cluster("old");
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var cluster = new Cluster("runtime", ClusterArgs.builder().roleArn("arn:aws:iam::1:role/x").build(),
                CustomResourceOptions.builder().build());
            ctx.export("name", cluster.name());
        });
    }

    void stack(software.constructs.Construct scope) {
        Topic topic = Topic.Builder.create(scope, "Events").build();
        Topic other = new Topic(scope, "Other");
        PolicyStatement may = PolicyStatement.Builder.create().build();
    }
}
