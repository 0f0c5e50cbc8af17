ENV['DO_NOT_TRACK'] ||= '1'
ENV['HF_HUB_OFFLINE'] = '1'
# ENV['IN_A_COMMENT'] = '1'
puts "ENV['IN_A_TEXT'] = '1'"
ENV['UNDER_A_CONDITION'] = '1' if ARGV.any?
raise 'no' if ENV['COMPARED'] == '1'

def quiet
  ENV['IN_A_FUNCTION'] = '1'
end
