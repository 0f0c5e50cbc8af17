using Microsoft.Extensions.DependencyInjection;
using Vendor.Client;

namespace Shop;

public class Startup
{
    public void ConfigureServices(IServiceCollection services)
    {
        // services.AddSingleton<IStore, RemoteStore>() in a comment
        if (!string.IsNullOrEmpty(Configuration["REMOTE"]))
        {
            services.AddSingleton<IStore, RemoteStore>();
        }
        else
        {
            services.AddSingleton<IStore, LocalStore>();
        }
        services.AddSingleton<IClock, LocalStore>();
        Console.WriteLine("RemoteStore");
        new VendorClient("https://api.vendor.example");
    }
}
