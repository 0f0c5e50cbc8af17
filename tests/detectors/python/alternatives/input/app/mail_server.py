import requests

if __name__ == "__main__":
    requests.get("https://real.example/run")
