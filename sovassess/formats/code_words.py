"""Words by which arguments, names and calls of programs are told apart. No vendor stands here."""

from __future__ import annotations

import re
from collections.abc import Iterable

WHERE_INSTALLED = "only where its package is installed"
SECRET = re.compile(r"(key|token|secret|passw(or)?d|credential|auth_header|authorization)s?$", re.IGNORECASE)
SECRET_TEXT = re.compile(r"^(sk|pk|rk|ghp|gho|hf|xox[abp]|AKIA|AIza)[-_A-Za-z0-9]{16,}$")
# What a program gives for a key where nobody asks for one, as servers of one's own do. No secret, so it is kept.
KEYLESS = re.compile(
    r"^(dummy|none|null|empty|fake|unused|ollama|na|n/a|not?[-_ ]?(key|needed|required|used|set))\b", re.I
)
USERINFO = re.compile(r"(?P<scheme>://[^/@:\s]*):[^/@\s]*@")

URL = re.compile(r"^(?!data:|file:|about:|javascript:|mailto:)[a-z][a-z0-9+.-]*://", re.IGNORECASE)
WEB_URL = re.compile(r"^(https?|wss?)://", re.IGNORECASE)
STORE_URL = re.compile(
    r"^(postgres(ql)?|mysql|mariadb|mssql|oracle|mongodb|rediss?|valkeys?|amqps?|pulsar|kafka|nats|s3|gs|az|abfss?|"
    r"clickhouse|neo4j|bolt|cassandra|ldaps?|smtps?|sftp|grpcs?|otlp|mqtts?|milvus|qdrant|hf|nats|memcached?)"
    r"(\+[a-z0-9_]+)*(\+srv)?://",
    re.IGNORECASE,
)
HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(:\d{1,5})?$", re.IGNORECASE)
HOST_ARGUMENT = re.compile(
    r"^(host|hosts|hostname|server|servers|smtp_server|endpoint|endpoint_url|domain|broker|brokers|bootstrap_servers|"
    r"site|location_url|addr|addrs|address|addresses|base_?endpoint|with(base)?(url|endpoint|host)|contact_?points?|seeds)$",
    re.IGNORECASE,
)
ADDRESS_NAME = re.compile(
    r"(^|_|-|\.|[a-z](?=[A-Z]))(url|urls|uri|endpoint|endpoints|host|hosts|server|servers|api|base|webhook|dsn|proxy|gateway|"
    r"registry|mirror|broker|origin|upstream|issuer|authority|domain|address|remote|backend|service)s?(_|-|\.|$|[A-Z0-9])",
    re.IGNORECASE,
)
SHOWN_NAME = re.compile(
    r"((^|_)(kb|faq)(_|$)|survey|feedback|reference_?url|sitemap|robots_?txt|doc|docs|documentation|help|homepage|home_?page|website|link|links|href|readme|license|licence|logo|icon|"
    r"image_?url|avatar|favicon|example|sample|title|description|message|placeholder|schema|xmlns|namespace|scope|scopes|"
    r"user_?agent|referer|referrer|terms|privacy|policy|tos|support|changelog|repository|repo_?url|bugs|author|"
    r"canonical|metadata|open_?graph|twitter|social|prompt|template|regex|pattern|allow|origins|exclu|ignore|skip|whitelist|blocklist|"
    r"cors|trusted|signup|sign_?up|pricing|contact|sales|web_?page|demo|redirect|callback|test|mock|fixture|dummy)",
    re.IGNORECASE,
)
# A picture of each website or person: its address has a gap, which is filled whenever one is shown.
_PICTURE_NAME = re.compile(r"icon|avatar", re.IGNORECASE)
_GAP = re.compile(r"://[^\s{}%$]+/[^\s]*(\{\{?\s*\$?\w*\s*\}?\}|%s|\$\{)|://[^\s]+[?&]\w+=[\"'`]?$")
SHOWN_PAGE = re.compile(
    r"://(docs?|help|support|blog|learn|wiki|kb|status)\.|://(www\.)?youtube\.|"
    r"/(docs?|documentation|faqs?|guides?|blogs?|help|kb|wiki|discussions|issues|pull|watch|changelog|pricing|terms|privacy|"
    r"legal|support|learn|articles?|tutorials?|(talk|contact)-(to-)?sales|get-demo|book-a-demo)(/|$|\?|#)|"
    r"://(platform|console|dashboard|portal|account|accounts|app|www)\.[^/]+/(.*/)?(api-?_?keys?|keys|console|settings|login|"
    r"register|sign-?up|get-started|account|user|manage)([/?#'\"`]|$)",
    re.IGNORECASE,
)
SHOWN_CALL = re.compile(
    r"(^|\.)(print|log|logger|logging|debug|info|warn|warning|error|exception|critical|fatal|trace|console|echo|"
    r"secho|style|format_message|add_argument|deprecated|deprecate|Error|Exception|raise|assert\w*|expect|toEqual|toBe|"
    r"toast|alert|notify|startswith|startsWith|endswith|endsWith|includes|contains|indexOf|find|match|search|sub|"
    r"compile|fullmatch|replace|split|test|removeprefix|strip|lstrip|count|index|help|Markup|mark_safe|gettext|_|t|"
    r"Link|markdown|link|open_new_tab|describe|it|url|email|Errorf|Wrapf?|Panicf?|Printf?|Fprintf?|Println|Fprintln|Infof?|Warnf?|Warningf|Fatalf?|Debugf|"
    r"Logf?|Skipf?|Equal|NotEqual|equals|equalsIgnoreCase|HasPrefix|HasSuffix|TrimPrefix|Contains|Replace\w*|MustCompile|"
    r"Redirect|sendRedirect|redirect|permanentRedirect|redirect_to|RedirectResponse|HttpResponse(Permanent)?Redirect|\w*Mock|println|register_namespace|QName|Namespace|Text|Panel|write)$|"
    r"(Error|Exception|Warning)$|Header\(\)\.(Set|Add)$|(^|\.)(slog|klog|zap|logrus|errors|strings|fmt|require)\.\w+$|(^|\.)(logger|log|logging|console|warnings|re|click|typer|st|parser|chalk)\.\w+$"
)
OPENED_LINK = re.compile(r"(^|\.)(window\.open|webbrowser\.open|open_url_in_browser|openExternal|openURL)$")

MODEL_ARGUMENT = re.compile(
    r"^(model|model_name|modelName|model_id|modelId|modelID|model_path|deployment|deployment_name|azure_deployment|"
    r"deploymentName|azureOpenAIApiDeploymentName|engine|llm|embedding_model|embed_model|embeddings_model|"
    r"Model|ModelID|ModelId|ModelName|WithModel|WithModelName|WithEmbeddingModel|WithDefaultModel|Deployment|DeploymentName|"
    r"deploymentOrModelName|modelNameOrDeployment|completion_model|chat_model|default_model|judge_model|model_name_or_path|model_slug|model_version|"
    r"repo_id|pretrained_model_name_or_path|lm|reranker_model|embedder)$"
)
MODEL_TEXT = re.compile(r"^(?!https?:)[A-Za-z0-9@~][\w.:@/+-]{1,120}$")
MODEL_NAME = re.compile(r"model", re.IGNORECASE)
QUALIFIED_MODEL = re.compile(r"^[a-z][\w.-]{1,40}[/:][A-Za-z0-9][\w./:-]{1,100}$")
LOOKS_LIKE_MODEL = re.compile(
    r"(gpt|claude|gemini|gemma|llama|mistral|mixtral|codestral|qwen|deepseek|phi-?\d|command|grok|nova|titan|embed|"
    r"whisper|tts|dall-e|imagen|sonar|yi-|glm|kimi|minimax|granite|falcon|bge|e5-|gte-|minilm|rerank|moderation|"
    r"davinci|babbage|o[134](-|$)|stable-diffusion|flux|sora|veo|voyage|jina|nomic|bert|t5|clip|opus|sonnet|haiku)",
    re.IGNORECASE,
)
WEIGHTS_CALL = re.compile(
    r"(\.from_pretrained|(^|\.)(SentenceTransformer|CrossEncoder|SparseEncoder|TextEmbedding|HuggingFaceEmbeddings|"
    r"HuggingFaceEmbedding|HuggingFacePipeline|HuggingFaceBgeEmbeddings|WhisperModel|load_model|snapshot_download|"
    r"hf_hub_download|(?<!crewai\.)LLM|pipeline|InferenceSession|Llama|load_dataset))$"
)
FIRST_IS_MODEL = re.compile(
    r"(\.(from_pretrained|completion|acompletion|init_chat_model|init_embeddings|GenerativeModel|LM|"
    r"languageModel|textEmbeddingModel|textEmbedding|embeddingModel|imageModel|chatModel|responses|chat|embedding|image|"
    r"transcription|speech|SentenceTransformer|CrossEncoder|SparseEncoder|snapshot_download|hf_hub_download|"
    r"WhisperModel|get_model|load_model|Agent|ChatModel|createLLM)|^@ai-sdk/\S+|^ai\.gateway|"
    r"\.createGateway|\.(create(OpenAI|Anthropic|Google\w*|Mistral|Azure|Groq|XAI|Ollama|\w*Compatible|\w*Provider)))$"
)

_HTTP_PYTHON = (
    r"(requests|httpx|aiohttp|urllib3|niquests|curl_cffi\.requests|httpx_sse)"
    r"(\.(Session|Client|AsyncClient|ClientSession|PoolManager|session|request))?"
    r"\.(get|post|put|patch|delete|head|options|request|stream|ws_connect|urlopen|aconnect_sse|connect_sse|send)"
)
_HTTP_JS = (
    r"axios(\.default)?(\.(create|instance))?(\.(get|post|put|patch|delete|head|request))?|"
    r"(got|ky|ofetch|\$fetch|node-fetch|cross-fetch|undici|superagent|needle|phin|request|request-promise|swr|bent|wretch|"
    r"node-fetch-native|isomorphic-fetch|isomorphic-unfetch|@tauri-apps/plugin-http|expo/fetch|ws)\.\w+(\.(get|post|put|"
    r"patch|delete|head|request|extend|stream))?|(node:)?https?\.(default\.)?(get|request)"
)
_HTTP_GO = (
    r"net/http\.((Default)?Client\.)?(Get|Head|Post|PostForm|NewRequest|NewRequestWithContext)|database/sql\.Open(DB)?|"
    r"github\.com/jmoiron/sqlx\.(Open|Connect|MustConnect|MustOpen|ConnectContext)|net\.Dial(Timeout)?|"
    r"crypto/tls\.Dial|net/smtp\.(SendMail|Dial)|google\.golang\.org/grpc\.(Dial|DialContext|NewClient)|"
    r"(github\.com/go-resty/resty/v\d|resty\.dev/v\d)\.New\w*(\.SetBaseURL|(\.R)?\.(Get|Post|Put|Delete|Head|Patch|Execute))|"
    r"github\.com/hashicorp/go-retryablehttp\.(Get|Post|Head|NewRequest|NewRequestWithContext)|"
    r"github\.com/gorilla/websocket\.(DefaultDialer|Dialer)\.Dial(Context)?|github\.com/coder/websocket\.Dial"
)
_HTTP_JVM = (
    r"java\.net\.http\.HttpRequest|java\.net\.URL|(org\.springframework\.web\.client\.|org\.springframework\.boot\.web"
    r"\.client\.)(RestTemplate\w*|RestClient)(\.\w+)*|org\.springframework\.web\.reactive\.function\.client\.WebClient"
    r"(\.\w+)*|okhttp3\.Request(\.Builder)?(\.url)?|retrofit2\.Retrofit(\.Builder)?|org\.apache\.http\.client\.(methods\."
    r"Http\w+|fluent\.Request\.\w+)|org\.apache\.hc\.client5\.http\.\S*(Http(Get|Post|Put|Delete|Head|Patch)|Request\.\w+)|"
    r"java\.sql\.DriverManager\.getConnection|io\.ktor\.client\.(HttpClient|request)\.(get|post|put|delete|head|patch|"
    r"request|prepare\w+|webSocket|wss?)|kong\.unirest\.(core\.)?Unirest\.\w+|io\.grpc\.(\w+\.)*\w*ChannelBuilder(\.for\w+)?|"
    r"(javax|jakarta)\.ws\.rs\.client\.Client(Builder)?(\.\w+)*\.target|feign\.Feign|org\.jsoup\.Jsoup\.connect|"
    r"com\.zaxxer\.hikari\.Hikari(Config|DataSource)"
)
HTTP_CALL = re.compile(
    rf"^({_HTTP_PYTHON}|{_HTTP_JS}|{_HTTP_GO}|{_HTTP_JVM}|urllib\.request\.(urlopen|Request|urlretrieve)|"
    r"http\.client\.HTTPS?Connection|websockets?\.(connect|create_connection|WebSocketApp)|"
    r"websockets\.(asyncio|sync)\.client\.connect|smtplib\.SMTP(_SSL)?|imaplib\.IMAP4_SSL|"
    r"requests_oauthlib\.\w+\.(get|post))$"
)
HTTP_ARGUMENT = frozenset(
    """0 1 2 url baseURL base_url uri host hostname baseUrl rootUri target jdbcUrl forTarget forAddress""".split()
)
GLOBAL_HTTP = frozenset({"fetch", "WebSocket", "EventSource", "$fetch", "XMLHttpRequest", "importScripts", "Request"})


def is_shown(names: Iterable[str], written: str) -> bool:
    """Whether the names of an address say that people are shown it, rather than that a program asks there."""
    given = tuple(names)
    return any(SHOWN_NAME.search(name) for name in given) and not is_fetched_picture(given, written)


def is_fetched_picture(names: Iterable[str], written: str) -> bool:
    """Whether an address is of a picture of each website or person, which whoever shows one fetches there."""
    return any(_PICTURE_NAME.search(name) for name in names) and _GAP.search(written) is not None
