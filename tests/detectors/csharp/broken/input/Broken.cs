using System.Net.Http;
using Stripe;
public class Before {
    void Charge() { var s = new StripeClient("k"); StripeConfiguration.ApiBase = "http://stripe-mock:12111"; }
    void Break( { if (x
}
public class After {
    async void Go() { var r = await new HttpClient().GetAsync("https://api.after.net/v1/items"); }
}
