# client = OpenAI::Client.new(uri_base: "https://api.openai.com")
require_relative "openai_helper"
require "json"

module OpenAIHelper
  class Client
  end
end

class Traps
  DOCS_URL = "https://docs.example.net/start"
=begin
OpenAI::Client.new
=end
  def run(given)
    puts "calling https://api.openai.com/v1"
    Rails.logger.info("visit https://api.mistral.ai")
    raise ArgumentError, "https://api.cohere.ai is gone" if given == "https://api.cohere.ai"
    OpenAIHelper::Client.new
    text = "OpenAI::Client.new(uri_base: 'https://api.groq.com')"
    link_to "Help", "https://api.groq.com/help"
    given.match?(%r{https://api.anthropic.com})
  end
end
