require "openai"
require "net/http"

class Assistant
  GATEWAY = ENV.fetch("LLM_BASE_URL", "http://llm-gateway:4000").freeze

  def initialize
    @client = ::OpenAI::Client.new(access_token: ENV["OPENAI_API_KEY"], uri_base: GATEWAY)
    @claude = Anthropic::Client.new(api_key: ENV.fetch("ANTHROPIC_API_KEY"))
    @cache = Redis.new(url: ENV["REDIS_URL"] || "redis://localhost:6379/1")
  end

  def answer(question)
    @client.chat(parameters: { model: "gpt-4o", messages: [question] })
  end

  def weather
    Net::HTTP.get(URI("https://api.openweathermap.org/data/2.5/weather"))
  end

  def charge
    Stripe::Charge.create(amount: 1) if ENV["PAYMENTS"] == "on"
  end

  def upload
    return unless Rails.env.production?
    Aws::S3::Client.new(region: "eu-central-1", endpoint: "https://minio.internal:9000")
  end
end
