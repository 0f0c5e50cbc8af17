using Vendor.Client;

namespace Shop;

public class Startup
{
    public void Configure(Options options, string path)
    {
        switch (options.GeneratorType)
        {
            case string x when x.Equals("First", StringComparison.OrdinalIgnoreCase):
            case string y when y == "Second":
                new VendorClient("https://one.example");
                break;
            case "Third" or "Fourth":
                new VendorClient("https://two.example");
                break;
            default:
                new VendorClient("https://three.example");
                break;
        }
        if (options.Provider.Equals("fifth"))
        {
            new VendorClient("https://four.example");
        }
        // What a file is called chooses no supplier.
        if (path.EndsWith(".json"))
        {
            new VendorClient("https://five.example");
        }
    }
}
