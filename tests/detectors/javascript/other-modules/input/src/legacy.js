module.exports = { url: process.env.LEGACY_URL || "http://legacy:8000" };
