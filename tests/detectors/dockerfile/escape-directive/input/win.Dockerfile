# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
RUN curl.exe -o C:\\t.zip `
    https://example.com/t.zip
ENV DATA=C:\\data
