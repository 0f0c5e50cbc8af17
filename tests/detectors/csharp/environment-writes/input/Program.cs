using System;

class Program
{
    // Environment.SetEnvironmentVariable("IN_A_COMMENT", "1");
    const string Text = "Environment.SetEnvironmentVariable('IN_A_TEXT', '1')";

    static void Main(string[] args)
    {
        Environment.SetEnvironmentVariable("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
        if (args.Length > 1)
        {
            Environment.SetEnvironmentVariable("UNDER_A_CONDITION", "1");
        }
    }

    static void Quiet() => Environment.SetEnvironmentVariable("IN_A_FUNCTION", "1");
}
