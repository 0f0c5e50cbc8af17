Sentry.init do |config|
  config.dsn = ENV["SENTRY_DSN"]
end
Stripe.api_key = ENV["STRIPE_SECRET_KEY"]
Stripe.api_base = "http://stripe-mock:12111" if Rails.env.test?
OpenAI.configure do |config|
  config.uri_base = ENV.fetch("OPENAI_URI_BASE") { "https://api.mistral.ai" }
end
CONNECTION = Faraday.new(url: "https://hooks.partner.net")
